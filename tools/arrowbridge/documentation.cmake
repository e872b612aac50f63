# Writes the manual page and the completions of shells, which the program prints, to files.
#
#   cmake -DTOOL=<emulator>;<program> -DFOLDER=<folder> -P documentation.cmake

cmake_minimum_required(VERSION 3.25)

function(write file)
  execute_process(COMMAND ${TOOL} ${ARGN} OUTPUT_FILE ${FOLDER}/${file} COMMAND_ERROR_IS_FATAL ANY)
endfunction()

write(arrowbridge.1 --manual)
write(arrowbridge --completion bash)
write(_arrowbridge --completion zsh)
write(arrowbridge.fish --completion fish)
