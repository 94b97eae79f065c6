"""What-ifs, plan against plan, and policy scenarios, law against law."""
