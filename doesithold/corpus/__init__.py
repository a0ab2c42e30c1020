"""Many papers at once: every folder audited, one row a finding, resumed where it stopped."""
