# What ArrowBridge runs on: 64-bit little-endian processors. Its structs have these sizes, and buffers are read
# where they lie. Variables are those of CMake; also run alone, as a script, by the test `platform`.
if(NOT CMAKE_SIZEOF_VOID_P EQUAL 8)
  math(EXPR bits "8 * ${CMAKE_SIZEOF_VOID_P}")
  message(FATAL_ERROR "ArrowBridge cannot be built for a processor of ${bits} bits: it needs one of 64 bits, such as x86-64 or arm64.")
endif()
if(NOT CMAKE_C_BYTE_ORDER STREQUAL "LITTLE_ENDIAN")
  message(FATAL_ERROR "ArrowBridge cannot be built for a big-endian processor: it reads buffers in memory as little-endian numbers.")
endif()
