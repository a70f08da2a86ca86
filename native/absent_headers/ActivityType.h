// libtorch's headers of the profiler ask for this one of Kineto's by its name alone.
#pragma once
#include <kineto/ActivityType.h>
