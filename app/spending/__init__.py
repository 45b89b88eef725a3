"""Spending: what models were asked, what it cost, and what a community may still spend this month."""
