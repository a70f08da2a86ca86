# How CMake builds for linux-arm64 on another machine: with g++-aarch64-linux-gnu of Debian or Ubuntu, which brings the
# libraries of that system, too.
set(CMAKE_SYSTEM_NAME Linux)
set(CMAKE_SYSTEM_PROCESSOR aarch64)
set(CMAKE_C_COMPILER aarch64-linux-gnu-gcc)
set(CMAKE_CXX_COMPILER aarch64-linux-gnu-g++)
