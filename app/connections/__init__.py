"""Accounts at other people's schedulers: how they are reached, and every approved text on its way to one of them."""
