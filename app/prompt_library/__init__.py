"""The prompt library: what the models are told, changed by people under the same gate as the copy itself."""
