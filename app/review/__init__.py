"""The gate: a reviewer says yes to exact words, or says what must change."""
