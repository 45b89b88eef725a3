"""What came back from members, and what it says about the next plan."""
