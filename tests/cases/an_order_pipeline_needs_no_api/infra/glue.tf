# The warehouse's catalogue, which the spec has no word for.
resource "aws_glue_catalog_database" "sales" {
  name = "sales"

  description = <<-TEXT
    Every order, for analysts.
      Kept as it is written here.
  TEXT
}
