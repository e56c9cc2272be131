"""Our pages inside the Airflow UI. They read; decisions are taken in Required Actions."""
