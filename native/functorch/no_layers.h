// While it lives, operators pass by the layers of function transforms, as if none were there.
#pragma once

#include <c10/core/impl/LocalDispatchKeySet.h>

namespace nodetorch {

class NoLayers {
 private:
  c10::impl::ExcludeDispatchKeyGuard guard_{
      c10::DispatchKeySet({c10::DispatchKey::FuncTorchDynamicLayerFrontMode,
                           c10::DispatchKey::FuncTorchDynamicLayerBackMode})};
};

}  // namespace nodetorch
