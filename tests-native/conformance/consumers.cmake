# The zoo of consumers, devices and asynchronous handlers, and the tests that each mutant is told by the one rule it breaks.
file(GLOB zoo_consumers CONFIGURE_DEPENDS zoo/consumer_*.c)
add_library(conformance_zoo_consumers MODULE ${zoo_consumers})
arrowbridge_conformance_settings(conformance_zoo_consumers)
target_link_libraries(conformance_zoo_consumers PRIVATE Threads::Threads)

# One test per mutant: the kit names just the rule before the stroke. Mutants whose name begins with ok break none.
function(arrowbridge_conformance_mutants role target symbol)
  foreach(mutant IN LISTS ARGN)
    string(REGEX REPLACE "/.*" "" rule ${mutant})
    if(rule STREQUAL "ok")
      set(rule "")
    endif()
    add_test(NAME conformance_${role}.${mutant}
      COMMAND arrowbridge_conformance --${role} $<TARGET_FILE:${target}>:${symbol}:${mutant} --expect "${rule}" --quiet)
    set_tests_properties(conformance_${role}.${mutant} PROPERTIES LABELS conformance TIMEOUT 120)
  endforeach()
endfunction()

arrowbridge_conformance_mutants(consumer conformance_zoo_consumers ZooConsume
  ok ok/moves ok/refuses
  ABI-1 ARR-1 ARR-4 ARR-5 ARR-7 ARR-9 ARR-10 ARR-11/null ARR-11/bitmap ARR-12 ARR-13 ARR-16 COL-4 DIC-1 EXT-1 FMT-55
  MEM-3/name MEM-3/table MEM-5 MEM-6/batch MEM-6/twice MEM-6/schema MEM-6/stream MEM-6/stream-twice MEM-7 MEM-8
  MOV-1 MOV-2 MOV-3 MUT-1 RB-1 SCH-1 SCH-3 SCH-4 SCH-5 SCH-6/null SCH-6/pairs SCH-7 SCH-9 SCH-15 SCH-16 SCH-19 SCH-20
  STR-1 STR-3 STR-4 STR-5/reads STR-5/stops STR-7 STR-9 STR-10 STR-11 STR-12 STR-14/reads STR-14/changes STR-15 STR-17 STR-20
  VIEW-1)
