"""Teams and possible pairs as a table for the command line. Pure."""

from rich.table import Table

from vroegeropaf.planning.teams import Teams

HEADINGS = ("team", "members", "languages", "corporations", "municipalities", "day parts")


def table(teams: Teams) -> Table:
    """Return a row per fixed team and per pair that members without a team could make."""
    made = Table(show_lines=True)
    for heading in HEADINGS:
        made.add_column(heading, overflow="fold")
    for code, team in teams.everyone.items():
        spoken = {one for member in team.members for one in teams.members[member].languages}
        parts = (f"{day} {', '.join(parts)}" for day, parts in team.shifts.items())
        cells = (team.members, sorted(spoken), team.corporations, team.municipalities)
        made.add_row(code, *(", ".join(cell) for cell in cells), "; ".join(parts))
    return made
