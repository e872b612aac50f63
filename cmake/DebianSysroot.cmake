# Makes a sysroot from packages of Debian, which apt-get downloads and checks. Needs no root.
#
#   cmake -DFOLDER=<sysroot> -DARCHITECTURE=<amd64|arm64> -DSUITES=<suite>... -DPACKAGES=<package>/<suite>... -P DebianSysroot.cmake
#
# The mirror is the one that apt uses on this machine, unless the environment names another one in ARROWBRIDGE_DEBIAN_MIRROR. FOLDER/packages.txt,
# written last, lists PACKAGES. If it does already, nothing is done.

cmake_minimum_required(VERSION 3.25)

list(JOIN PACKAGES "\n" wanted)
string(APPEND wanted "\n")
if(EXISTS ${FOLDER}/packages.txt)
  file(READ ${FOLDER}/packages.txt present)
  if(present STREQUAL wanted)
    return()
  endif()
endif()
message(STATUS "Making ${FOLDER} from packages of Debian (${ARCHITECTURE})")

find_program(APT_GET apt-get)
find_program(DPKG_DEB dpkg-deb)
if(NOT APT_GET OR NOT DPKG_DEB)
  message(FATAL_ERROR "A sysroot of Debian is made with apt-get and dpkg-deb, which this machine does not have.")
endif()

set(mirror "$ENV{ARROWBRIDGE_DEBIAN_MIRROR}")
if(NOT mirror)
  execute_process(COMMAND ${APT_GET} indextargets --format "$(REPO_URI)" "Created-By: Packages" "Origin: Debian" "Label: Debian"
    OUTPUT_VARIABLE mirrors COMMAND_ERROR_IS_FATAL ANY)
  string(REGEX MATCH "[^\n]+" mirror "${mirrors}")
endif()
if(NOT mirror)
  message(FATAL_ERROR "apt on this machine knows no mirror of Debian. Run `apt-get update`, or set ARROWBRIDGE_DEBIAN_MIRROR to one.")
endif()

# A state of apt of its own, so that neither the machine's lists nor its packages matter. Proxies are those of the machine.
set(work ${FOLDER}.work)
file(REMOVE_RECURSE ${work} ${FOLDER})
file(MAKE_DIRECTORY ${work}/state/lists/partial ${work}/cache/archives/partial ${work}/packages)
file(WRITE ${work}/status "")
set(keyring /usr/share/keyrings/debian-archive-keyring.gpg)
set(options "")
if(EXISTS ${keyring})
  set(options "[signed-by=${keyring}] ")
endif()
set(sources "")
foreach(suite IN LISTS SUITES)
  string(APPEND sources "deb ${options}${mirror} ${suite} main\n")
endforeach()
file(WRITE ${work}/sources.list "${sources}")
file(WRITE ${work}/apt.conf "
Dir::State \"${work}/state\";
Dir::State::status \"${work}/status\";
Dir::Cache \"${work}/cache\";
Dir::Etc::sourcelist \"${work}/sources.list\";
Dir::Etc::sourceparts \"/dev/null\";
#clear APT::Architectures;
APT::Architecture \"${ARCHITECTURE}\";
APT::Architectures { \"${ARCHITECTURE}\"; };
APT::Sandbox::User \"\";
#clear APT::Update;
Acquire::Languages \"none\";
Acquire::IndexTargets::deb::DEP-11::DefaultEnabled \"false\";
Acquire::Retries \"3\";
")
set(ENV{APT_CONFIG} ${work}/apt.conf)
function(run)
  execute_process(COMMAND ${ARGN} WORKING_DIRECTORY ${work}/packages RESULT_VARIABLE result OUTPUT_VARIABLE output ERROR_VARIABLE output)
  if(NOT result EQUAL 0)
    list(JOIN ARGN " " command)
    message(FATAL_ERROR "${command}\nfailed with ${result}, with the mirror ${mirror}:\n${output}")
  endif()
endfunction()
run(${APT_GET} --quiet --error-on=any update)
run(${APT_GET} --quiet download ${PACKAGES})

file(GLOB packages RELATIVE ${work}/packages ${work}/packages/*.deb)
foreach(package IN LISTS packages)
  run(${DPKG_DEB} --extract ${package} ${FOLDER})
endforeach()

# The linker follows links without adding the sysroot.
file(GLOB_RECURSE entries LIST_DIRECTORIES ON ${FOLDER}/*)
foreach(entry IN LISTS entries)
  if(IS_SYMLINK ${entry})
    file(READ_SYMLINK ${entry} target)
    if(IS_ABSOLUTE ${target})
      get_filename_component(folder ${entry} DIRECTORY)
      file(RELATIVE_PATH target ${folder} ${FOLDER}${target})
      file(REMOVE ${entry})
      file(CREATE_LINK ${target} ${entry} SYMBOLIC)
    endif()
  endif()
endforeach()
file(WRITE ${FOLDER}/packages.txt "${wanted}")
file(REMOVE_RECURSE ${work})
