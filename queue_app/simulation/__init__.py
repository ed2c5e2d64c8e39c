"""People who are not there: a day of citizens and clerks who use the product through its public API only.

Nothing here touches the line: what a simulated person does, a real one could have done the same way.
"""
