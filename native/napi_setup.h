// The only include of Node-API headers, after the defines that give them their meaning.
#pragma once

#ifndef NAPI_VERSION
#define NAPI_VERSION 9
#endif
#ifndef NAPI_CPP_EXCEPTIONS
#define NAPI_CPP_EXCEPTIONS
#endif
#include <napi.h>
