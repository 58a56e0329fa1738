#!/usr/bin/env python3
"""Check a draw yourself: python3 verify.py list.txt 'the seed' [your code]"""
import hashlib, re, sys

def sha256(text):
    return hashlib.sha256(text.encode("utf-8")).hexdigest()

text = open(sys.argv[1], encoding="utf-8", newline="").read()
seed = sys.argv[2].strip(" ")
committed = sha256(text)  # must be the hash that was shown before the seed was known
head, body = text.split("\n\n")  # the terms, and one line for each entrant
lines, winners = body.split(), int(re.search("^winners: (.*)", head, re.M)[1])
assert len(set(lines)) == len(lines), "a line is there twice"
order = sorted(lines, key=lambda line: sha256(committed + line + seed))  # smallest number first
print("hash", committed)
for place, line in enumerate(order, 1):
    print(place, line, "wins" if place <= winners else "reserve")
if len(sys.argv) > 3:  # your line is the hash of your code
    mine = sha256("foyer draw " + re.sub("[^A-Z2-7]", "", sys.argv[3].upper()))
    print("you are", order.index(mine) + 1 if mine in order else "not in this list")
