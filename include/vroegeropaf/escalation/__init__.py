"""Stage 5: reminders of tomorrow's visits and the ladder before the bailiff date."""
