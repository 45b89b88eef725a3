"""The vendors' servers, each as its documents or its code describe it: real HTTP on loopback, with its limits."""
