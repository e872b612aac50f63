# Mutants of consumers, of device streams and of asynchronous handlers. One test per mutant shows that the kit names the rule it breaks.
file(GLOB sources CONFIGURE_DEPENDS consumer_*.c device_*.c async_*.c)
add_library(conformance_consumer_mutants MODULE ${sources})
arrowbridge_conformance_settings(conformance_consumer_mutants)
target_link_libraries(conformance_consumer_mutants PRIVATE Threads::Threads)
set_target_properties(conformance_consumer_mutants PROPERTIES PREFIX "")

# One test per mutant: the kit must name the rule before the slash, and no other. Mutants named ok or ok/... break no rule.
function(arrowbridge_consumer_mutant_tests role target symbol)
  foreach(mutant IN LISTS ARGN)
    if(ARROWBRIDGE_SANITIZE AND mutant MATCHES "^(DEV-4/(event|unasked|after-stream)|DST-6/unread)$")
      continue()  # a leak: under a sanitizer the kit does not count memory
    endif()
    string(REGEX REPLACE "/.*" "" rule ${mutant})
    if(rule STREQUAL "ok")
      set(rule "")
    endif()
    add_test(NAME mutant.${mutant}.${role}
      COMMAND arrowbridge_conformance --${role} $<TARGET_FILE:${target}>:${symbol}:${mutant} --expect "${rule}" --quiet)
    set_tests_properties(mutant.${mutant}.${role} PROPERTIES LABELS conformance TIMEOUT 120)
  endforeach()
  list(JOIN ARGN "," mutants)
  add_test(NAME mutant_coverage.${role}
    COMMAND ${CMAKE_COMMAND} -DKIT=$<TARGET_FILE:arrowbridge_conformance> -DROLE=${role} -DMUTANTS=${mutants}
      -P ${CMAKE_CURRENT_SOURCE_DIR}/coverage.cmake)
  set_tests_properties(mutant_coverage.${role} PROPERTIES LABELS conformance)
endfunction()

arrowbridge_consumer_mutant_tests(consumer conformance_consumer_mutants MutantConsume
  ok ok/moves ok/counts ok/flat ok/leaves ok/refuses
  ABI-1 ARR-1 ARR-4 ARR-5 ARR-7 ARR-9 ARR-10 ARR-11/null ARR-11/bitmap ARR-12 ARR-13 ARR-16 COL-4 DIC-1 EXT-1 FMT-55
  MEM-3/name MEM-3/table MEM-3/length MEM-3/offset MEM-3/counts MEM-3/buffers MEM-3/children MEM-3/leaves MEM-5 MEM-6/batch MEM-6/twice MEM-6/schema MEM-6/stream MEM-6/stream-twice MEM-7 MEM-8
  MOV-1 MOV-2 MOV-3 MUT-1 RB-1 SCH-1 SCH-3 SCH-4 SCH-5 SCH-6/null SCH-6/pairs SCH-7 SCH-9 SCH-11/ordered SCH-11/sorted SCH-15 SCH-16 SCH-19 SCH-20
  STR-1 STR-3 STR-4 STR-5/reads STR-5/stops STR-7 STR-7/last STR-9 STR-10 STR-11 STR-12 STR-14/reads STR-14/changes STR-14/leaves STR-15 STR-17 STR-20
  VIEW-1)

# What the options of consumers allow and require. RULE is empty if nothing may be found.
function(arrowbridge_consumer_option_test name role symbol mutant rule)
  add_test(NAME mutant.${name}.${role}
    COMMAND arrowbridge_conformance --${role} $<TARGET_FILE:conformance_consumer_mutants>:${symbol}:${mutant} --expect "${rule}" --quiet ${ARGN})
  set_tests_properties(mutant.${name}.${role} PROPERTIES LABELS conformance TIMEOUT 120)
endfunction()

arrowbridge_consumer_option_test(always-consumes consumer MutantConsume ok/refuses "" --always-consumes)
arrowbridge_consumer_option_test(always-consumes/leaves consumer MutantConsume ok/leaves MEM-6 --always-consumes)
arrowbridge_consumer_option_test(always-consumes/leaves device-consumer MutantConsumeDevice ok/leaves DST-6 --always-consumes)
arrowbridge_consumer_option_test(may-stop-early consumer MutantConsume STR-5/stops "" --may-stop-early)
arrowbridge_consumer_option_test(may-stop-early/schema consumer MutantConsume ok/schema "" --may-stop-early)
arrowbridge_consumer_option_test(may-stop-early/error consumer MutantConsume STR-4 STR-4 --may-stop-early)
arrowbridge_consumer_option_test(may-stop-early pass-through MutantPass ok/head "" --may-stop-early)
arrowbridge_consumer_option_test(may-stop-early/value pass-through MutantPass ARR-2/head ARR-2 --may-stop-early)
arrowbridge_consumer_option_test(may-stop-early device-consumer MutantConsumeDevice DST-4/empty "" --may-stop-early)
# A consumer of flat data: without the option it refuses all data that would show what it breaks.
arrowbridge_consumer_option_test(without/refused consumer MutantConsume ARR-4/flat "")
arrowbridge_consumer_option_test(without consumer MutantConsume ARR-4/flat ARR-4 --without nested,dictionary)
arrowbridge_consumer_option_test(without/correct consumer MutantConsume ok/flat "" --without nested,dictionary)

# The example in the specification loses the error code, and calls get_last_error at the end of the stream.
add_test(NAME mutant.example.consumer
  COMMAND arrowbridge_conformance --consumer $<TARGET_FILE:conformance_consumer_mutants>:MutantConsume:example --expect "STR-10 STR-4" --quiet)
set_tests_properties(mutant.example.consumer PROPERTIES LABELS conformance TIMEOUT 120)

arrowbridge_consumer_mutant_tests(pass-through conformance_consumer_mutants MutantPass
  ok ok/moves ok/pushes ok/refuses ok/skips
  ARR-2 ARR-4 ARR-5 COL-5 COL-8 COL-9 COL-10 COL-11 COL-12 COL-13 COL-16 DIC-1 EXT-1 FMT-34 RB-1/rows RB-1/offset RB-1/nulls RB-1/pushes
  SCH-5 SCH-6 SCH-7 SCH-9 SCH-9/value SCH-10 SCH-11/ordered SCH-11/sorted SCH-13 SCH-14 STR-4 STR-7 STR-7/last STR-11 STR-20 VIEW-1)

# A refusal that only the stream tells has its message in a note.
add_test(NAME mutant.refusal.pass-through
  COMMAND arrowbridge_conformance --pass-through $<TARGET_FILE:conformance_consumer_mutants>:MutantPass:ok/refuses --only pass-ordinary)
set_tests_properties(mutant.refusal.pass-through PROPERTIES LABELS conformance TIMEOUT 120
  PASS_REGULAR_EXPRESSION "the stream that comes out fails with code 22: no such batches")

# Metadata with as many pairs as before: the finding names the pair.
add_test(NAME mutant.metadata_pair.pass-through
  COMMAND arrowbridge_conformance --pass-through $<TARGET_FILE:conformance_consumer_mutants>:MutantPass:SCH-9/value --only pass-ordinary)
set_tests_properties(mutant.metadata_pair.pass-through PROPERTIES LABELS conformance TIMEOUT 120
  PASS_REGULAR_EXPRESSION "metadata differs. the value of pair 0 is another, of")

arrowbridge_consumer_mutant_tests(device-consumer conformance_consumer_mutants MutantConsumeDevice
  ok ok/cpu ok/leaves ok/moves
  DEV-2 DEV-3/reads DEV-3/lengths DEV-5 DEV-7 DEV-8 DEV-10 DEV-12 DEV-13/leaks DEV-13/twice DEV-14 DEV-15 DST-1 DST-2
  DST-4/code DST-4/asks DST-4/null-message DST-4/later-message DST-4/end DST-4/empty DST-4/last DST-4/released DST-6/reads DST-6/changes
  DST-6/leaks DST-6/left DST-6/twice DST-6/threads DST-6/moves MEM-5 MEM-8)

arrowbridge_consumer_mutant_tests(device-producer conformance_consumer_mutants MutantProduceDevice
  ok ok/cpu ok/ready ok/fails
  DEV-4/event DEV-4/unasked DEV-4/after-stream DEV-4/file DEV-5 DEV-6 DEV-7/early DEV-7/fails DEV-8 DEV-9 DEV-11 DEV-12 DEV-13 DEV-14 DEV-15
  DST-1/unwritten DST-1/reads DST-1/refuses DST-1/wild DST-3 DST-4/making DST-4/later DST-4/message DST-4/endless DST-4/code DST-4/left DST-4/schema
  DST-4/unasked DST-5 DST-6/tied DST-6/marks DST-6/thread-batch DST-6/thread-next DST-6/unread DST-6/wild)

arrowbridge_consumer_mutant_tests(async-consumer conformance_consumer_mutants MutantHandle
  ok ok/refuses ok/later ok/discards ok/cancels
  ASY-1 ASY-3 ASY-4/leaves ASY-4/keeps ASY-6 ASY-7/metadata ASY-7/task ASY-7/end ASY-8 ASY-11/null ASY-11/cancels ASY-11/keeps
  ASY-12/null ASY-12/cancels ASY-15/failed ASY-15/twice ASY-15/never ASY-18 ASY-19 ASY-20 ASY-21 DEV-7 DEV-13 MEM-6)

arrowbridge_consumer_mutant_tests(async-producer conformance_consumer_mutants MutantServe
  ok ok/fails ok/here
  ASY-1 ASY-2 ASY-3/none ASY-3/twice ASY-5 ASY-7/home ASY-7/more ASY-7/endless ASY-8 ASY-9/unasked ASY-10 ASY-11/code ASY-11/message
  ASY-11/endless ASY-11/metadata ASY-11/more ASY-12/never ASY-12/after ASY-12/twice ASY-14 ASY-15/null ASY-15/tied ASY-15/thread ASY-15/none
  ASY-17 ASY-18/ignores ASY-18/calls ASY-19/once ASY-19/calls ASY-19/error ASY-20 ASY-20/endless ASY-21)
