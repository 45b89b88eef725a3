"""The audit trail: who did what, before and after, from where; appended, chained, never changed."""
