# Called by meson.build: configures and builds the library, and puts it where meson expects it.
foreach(command
    "-S;${SOURCE};-B;${BUILD};-DCMAKE_BUILD_TYPE=Release;-DARROWBRIDGE_BUILD_TESTS=OFF;-DARROWBRIDGE_BUILD_EXAMPLES=OFF;-DARROWBRIDGE_BUILD_TOOLS=OFF;-DARROWBRIDGE_BUILD_CONFORMANCE=OFF;-DARROWBRIDGE_APACHE_ARROW=OFF"
    "--build;${BUILD};--target;arrowbridge_build")
  execute_process(COMMAND ${CMAKE_COMMAND} ${command} COMMAND_ERROR_IS_FATAL ANY)
endforeach()
file(COPY ${BUILD}/lib/libarrowbridge.so.0 ${BUILD}/lib/libarrowbridge.so DESTINATION ${OUTPUT})
