"""All of the product that needs Airflow."""
