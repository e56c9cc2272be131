"""Our pages inside the Airflow UI. Deliveries are decided on in Required Actions, pairs on our own page."""
