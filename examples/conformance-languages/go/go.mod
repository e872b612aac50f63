module adapter

go 1.17
