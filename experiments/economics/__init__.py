"""What a comparison is worth: spending, WELLBYs, cost for each unit of effect, dominated options."""
