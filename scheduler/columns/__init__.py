"""Search by columns: the plans of single subforums are made one by one, and an agenda is a choice among them.

Column generation (Dantzig and Wolfe 1960; Gilmore and Gomory 1961). What ties subforums to each other has
prices; at given prices the cheapest plan of each subforum is found by itself, and the sum of what they
cost, less the prices, is a bound for every agenda (Lagrange). A linear program over the plans known so
far gives the next prices.
"""
