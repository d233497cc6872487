"""Voice: complaints and suggestions (投诉建议), always one tap away and open to everybody.

Anonymous on purpose: who is signed in is not kept. A contact is given only by who wants an answer, and lies sealed in
the vault's encryption. Life of a suggestion: none → stored; sending it twice is once (its client id is unique).
"""
