# A door only: tools that look for a binding.gyp (node-gyp) are led to the one build recipe, CMakeLists.txt.
{
  "targets": [{
    "target_name": "nodetorch",
    "type": "none",
    "actions": [{
      "action_name": "build",
      "inputs": [],
      "outputs": ["<(PRODUCT_DIR)/nodetorch.node"],
      "action": ["node", "<(module_root_dir)/scripts/cli.mjs", "build"]
    }]
  }]
}
