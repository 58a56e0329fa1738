module foyer

go 1.26
