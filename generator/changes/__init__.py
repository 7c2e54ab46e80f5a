"""What a change means: two versions of a spec compared by what they mean, not by their text.

    revision or file --versions.read--> Version      the old model, as far as today's rules understand it
    Model, Model ------compare.changes-> [Change]     by RULES, for each environment and region that both have
    [Change], accept: --accepted.judge-> [Judged]     which of them the new spec accepts
    [Judged] ----------report----------> text, JSON, Markdown

Changes come in classes, in the order in which they hurt: CLIENT (whoever calls the system), DATA, SECURITY, OPERATIONS, COST. A rule
is one function from a pair of stacks to changes, in the module of its subject; its page is `tests/changes/<rule>.md`. What one
default, or one setting of the API or of an environment, changes for many entries is one change, with that place in its name. COST
has one over whole models: free tiers and steps of prices count an environment together.
"""
