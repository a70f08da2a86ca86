// Devices, their properties and their random streams, as Python tells them.

export async function run(context) {
  const { torch, device } = context;
  const { cuda } = torch;
  torch.ones(1, { device });
  const python = await context.twin('properties');
  await context.check('devices and their properties', () => {
    const { name, major, minor, total_memory, multi_processor_count } = cuda.get_device_properties();
    context.same({
      count: cuda.device_count(), current: cuda.current_device(), name, capability: [major, minor],
      memory: Number(total_memory), processors: multi_processor_count, bf16: cuda.is_bf16_supported(),
      architectures: cuda.get_arch_list(),
    }, python.properties);
  });
  await context.check('random numbers, and the states of generators', () => {
    torch.manual_seed(7);
    const [rand, randn] = [torch.rand(6, { device }).tolist(), torch.randn(6, { device }).tolist()];
    const state = cuda.get_rng_state();
    const after = torch.rand(3, { device }).tolist();
    cuda.set_rng_state(state);
    const again = torch.rand(3, { device }).tolist();
    context.same({ rand, randn, state: state.tolist(), after, again }, python.random);
  });
  await context.check('generators of all devices', () => {
    const states = cuda.get_rng_state_all();
    cuda.set_rng_state_all(states);
    context.same([states.length, cuda.initial_seed()], [cuda.device_count(), 7]);
  });
  await context.check('precision of products', () => {
    const { matmul } = torch.backends.cuda;
    const usual = matmul.allow_tf32;
    matmul.allow_tf32 = true;
    const precision = torch.get_float32_matmul_precision();
    matmul.allow_tf32 = usual;
    context.same([precision, usual], [python.tf32.precision, python.tf32.usual]);
  });
}
