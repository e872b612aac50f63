# Reads files of the library in R, writes them again, and has the library compare the two.
#
#   Rscript rewrite.R ARROWBRIDGE FOLDER

suppressPackageStartupMessages(library(arrow))
arguments <- commandArgs(trailingOnly = TRUE)
command <- arguments[1]
folder <- arguments[2]

compared <- 0
different <- 0
left_out <- character()

# The difference that the command prints, or nothing.
compare <- function(name, path, again) {
  said <- suppressWarnings(system2(command, c("diff", shQuote(path), shQuote(again)), stdout = TRUE, stderr = TRUE))
  compared <<- compared + 1
  if (!is.null(attr(said, "status"))) {
    different <<- different + 1
    cat("DIFFERENT", name, ":", said, "\n")
  }
}

rewrite <- function(name, path, read, write) {
  again <- tempfile(fileext = ".arrows")
  on.exit(unlink(again))
  done <- tryCatch({ write(read(path), again); TRUE }, error = function(e) conditionMessage(e))
  if (isTRUE(done)) compare(name, path, again) else left_out <<- c(left_out, paste0(name, ": ", strsplit(done, "\n")[[1]][1]))
}

with_arrow <- function(path) {
  if (endsWith(path, ".arrow")) read_feather(path, as_data_frame = FALSE) else read_ipc_stream(path, as_data_frame = FALSE)
}
with_nanoarrow <- function(path) as_record_batch_reader(nanoarrow::read_nanoarrow(path))$read_table()

for (path in Sys.glob(file.path(folder, "*.64.arrow*"))) {
  rewrite(paste("arrow", basename(path)), path, with_arrow, write_ipc_stream)
}
for (path in Sys.glob(file.path(folder, "*.none.64.arrows"))) {
  rewrite(paste("nanoarrow", basename(path)), path, with_nanoarrow, write_ipc_stream)
}
cat("R", as.character(getRversion()), ", arrow", as.character(packageVersion("arrow")), ", nanoarrow",
    as.character(packageVersion("nanoarrow")), ":", compared, "compared,", different, "different,", length(left_out), "left out\n")
if (length(left_out) > 0) cat(paste("left out:", left_out), sep = "\n")
quit(status = if (different > 0 || compared < 910) 1 else 0)
