"""Exercice · Exercise

FR  Ajoutez un tarif de 5 € à partir de 65 ans. Quels âges essayer pour être sûr ?
EN  Add a price of 5 € from the age of 65. Which ages should you try to be sure?
"""

for age in (7, 12, 19, 26, 40):
    if age < 12:
        price = 0
    elif age < 26:
        price = 8
    else:
        price = 12
    print(age, price)
