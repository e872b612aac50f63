# npm_install(<tests> <folder> <out> <package@version>...): installs npm packages into a folder of the build tree, for interop tests.
#
# Sets <out> to TRUE if the packages are installed. If npm or its registry cannot be reached, it prints "<tests> interop left out", so that
# ctest reports the tests as skipped; if the variable REQUIRED is set, it fails. Any other failure is always an error.

function(leave_out tests reason)
  if(REQUIRED)
    message(FATAL_ERROR "${tests} is required, but ${reason}")
  endif()
  message("${tests} interop left out: ${reason}")
endfunction()

function(npm_install tests folder out)
  set(${out} FALSE PARENT_SCOPE)
  find_program(npm NAMES npm)
  if(NOT npm)
    leave_out("${tests}" "npm is not installed")
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
      leave_out("${tests}" "the npm registry cannot be reached or does not have ${ARGN}")
      return()
    endif()
    message(FATAL_ERROR "npm could not install ${ARGN} (exit code ${result})")
  endif()
  set(${out} TRUE PARENT_SCOPE)
endfunction()
