"""Builds the source tree that it lies in: conan create cmake/recipes/conan. The .NET SDK 10 must be on the PATH."""

import os

from conan import ConanFile
from conan.errors import ConanInvalidConfiguration
from conan.tools.cmake import CMake, CMakeToolchain, cmake_layout
from conan.tools.files import copy

ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "..")


class ArrowBridge(ConanFile):
    name = "arrowbridge"
    version = "0.1.0"
    description = "The Arrow C data, C stream and IPC formats as one small shared library"
    license = "Apache-2.0"
    package_type = "shared-library"
    settings = "os", "arch", "compiler", "build_type"
    options = {"conformance": [True, False], "command": [True, False]}
    default_options = {"conformance": False, "command": False}

    def validate(self):
        if str(self.settings.arch) not in ("x86_64", "armv8"):
            raise ConanInvalidConfiguration("arrowbridge needs a processor of 64 bits: x86_64 or armv8")

    def layout(self):
        cmake_layout(self)

    def export_sources(self):
        for folder in ("cmake", "conformance", "docs", "include", "python", "src", "tools"):
            copy(self, "*", os.path.join(ROOT, folder), os.path.join(self.export_sources_folder, folder))
        for file in ("CMakeLists.txt", "ArrowBridge.csproj", "LICENSE", "NOTICE", "README.md"):
            copy(self, file, ROOT, self.export_sources_folder)

    def generate(self):
        toolchain = CMakeToolchain(self)
        toolchain.cache_variables["ARROWBRIDGE_BUILD_TESTS"] = False
        toolchain.cache_variables["ARROWBRIDGE_BUILD_EXAMPLES"] = False
        toolchain.cache_variables["ARROWBRIDGE_APACHE_ARROW"] = False
        toolchain.cache_variables["ARROWBRIDGE_BUILD_CONFORMANCE"] = bool(self.options.conformance)
        toolchain.cache_variables["ARROWBRIDGE_BUILD_TOOLS"] = bool(self.options.command)
        toolchain.generate()

    def build(self):
        cmake = CMake(self)
        cmake.configure()
        cmake.build()

    def package(self):
        CMake(self).install()
        for file in ("LICENSE", "NOTICE"):
            copy(self, file, self.source_folder, os.path.join(self.package_folder, "licenses"))

    def package_info(self):
        self.cpp_info.libs = ["arrowbridge"]
        self.cpp_info.set_property("cmake_file_name", "ArrowBridge")
        self.cpp_info.set_property("cmake_target_name", "ArrowBridge::arrowbridge")
        self.cpp_info.set_property("pkg_config_name", "arrowbridge")
