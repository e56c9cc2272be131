# syntax=docker/dockerfile:1
# One image for all services: Airflow, the portal and the command line, from the same lock as `make test`.
ARG PYTHON_VERSION=3.12

FROM python:${PYTHON_VERSION}-slim AS build
ENV VIRTUAL_ENV=/opt/venv UV_COMPILE_BYTECODE=1 UV_LINK_MODE=copy UV_NO_CACHE=1 UV_PYTHON_DOWNLOADS=never
WORKDIR /opt/vroegeropaf
COPY requirements.txt requirements-dev.txt ./
# The development lock gives the version of uv and nothing else. The lock is complete, so --no-deps: what it
# does not name is not installed.
RUN pip install --no-cache-dir --constraint requirements-dev.txt uv \
    && uv venv "$VIRTUAL_ENV" \
    && uv pip install --no-deps --requirements requirements.txt
COPY pyproject.toml requirements.in ./
COPY include include
COPY plugins plugins
COPY dags dags
# Editable: SQL files, suites, templates and the example region are found beside the code.
RUN uv pip install --no-deps --editable . \
    && python -m compileall -q dags include plugins

FROM python:${PYTHON_VERSION}-slim
# The user is Airflow's usual one. Code and packages stay root's: a service cannot change what it runs.
RUN useradd --uid 50000 --gid 0 --no-create-home --home-dir /opt/airflow --shell /usr/sbin/nologin airflow \
    && install --directory --owner 50000 --group 0 --mode 0770 /opt/airflow /var/log/airflow
COPY --from=build /opt/venv /opt/venv
COPY --from=build /opt/vroegeropaf /opt/vroegeropaf
ENV PATH="/opt/venv/bin:$PATH" \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    AIRFLOW_HOME=/opt/airflow \
    AIRFLOW__CORE__DAGS_FOLDER=/opt/vroegeropaf/dags \
    AIRFLOW__CORE__PLUGINS_FOLDER=/opt/vroegeropaf/plugins \
    AIRFLOW__CORE__LOAD_EXAMPLES=False \
    AIRFLOW__LOGGING__BASE_LOG_FOLDER=/var/log/airflow \
    AIRFLOW__LOGGING__DAG_PROCESSOR_CHILD_PROCESS_LOG_DIRECTORY=/var/log/airflow/dag_processor \
    GX_ANALYTICS_ENABLED=false
WORKDIR /opt/vroegeropaf
USER 50000:0
# A package that is missing from the lock must break the build, not the first night.
RUN AIRFLOW_HOME=/tmp/probe airflow version && AIRFLOW_HOME=/tmp/probe vroegeropaf --help > /dev/null \
    && rm -r /tmp/probe
EXPOSE 8080 8090
CMD ["vroegeropaf", "--help"]
