"""What an environment costs in a month.

    spec --flow.flow------> Flow      how often each thing is used: users, followed along routes, grants, tasks, rules
         --usage.of_stack-> [Usage]   what each thing uses of each price
         --prices.charges-> [Charge]  US dollars: steps, and what is free
         --estimates------> Estimate  low, expected, high; by service and feature; the largest assumption

Pure: a model in, numbers out. `generator.cost.estimate` is the way in; `price_list` alone speaks to AWS.
"""

from generator.cost.estimates import Estimate, estimate

__all__ = ["Estimate", "estimate"]
