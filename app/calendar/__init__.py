"""The calendar: slots proposed from columns, placed by people, shown by month, week and list."""
