"""Made-up tenants with known truth, and the model that is trained on them."""
