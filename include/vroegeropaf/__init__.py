"""Vroeg Eropaf: early home visits for tenants behind with the rent. Knows no Airflow."""
