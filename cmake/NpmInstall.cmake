# npm_install(<what> <folder> <out> <package@version>...): installs packages into a folder of the build tree, for interop tests.
#
# Sets <out> to whether they are there. Where npm or its registry cannot be reached it says "<what> interop left out", so that
# ctest can report a skip; with the variable REQUIRED that is an error. Any other failure is always an error.

function(leave_out what reason)
  if(REQUIRED)
    message(FATAL_ERROR "${what} is required, but ${reason}")
  endif()
  message("${what} interop left out: ${reason}")
endfunction()

function(npm_install what folder out)
  set(${out} FALSE PARENT_SCOPE)
  find_program(npm NAMES npm)
  if(NOT npm)
    leave_out("${what}" "there is no npm on this machine")
    return()
  endif()
  file(MAKE_DIRECTORY "${folder}")
  execute_process(
    COMMAND "${npm}" install --prefix "${folder}" --no-save --no-package-lock --ignore-scripts --no-audit --no-fund
            --loglevel=error --fetch-retries=1 --fetch-retry-mintimeout=1000 --fetch-timeout=30000 ${ARGN}
    WORKING_DIRECTORY "${folder}"
    RESULT_VARIABLE result
    OUTPUT_VARIABLE output
    ERROR_VARIABLE output)
  if(NOT result EQUAL 0)
    message("${output}")
    set(unreachable
        "ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|ERR_SOCKET_TIMEOUT|code E[45][0-9][0-9]|ETARGET")
    if(output MATCHES "${unreachable}")
      leave_out("${what}" "the npm registry does not give ${ARGN}")
      return()
    endif()
    message(FATAL_ERROR "npm could not install ${ARGN} (${result})")
  endif()
  set(${out} TRUE PARENT_SCOPE)
endfunction()
