"""The bodies of the tasks: call the product, tell the next stage, return counts. Never loaded at parse."""
