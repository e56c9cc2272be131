"""The sample month: invented tenants, in the house style of each corporation. Same seed, same bytes."""
