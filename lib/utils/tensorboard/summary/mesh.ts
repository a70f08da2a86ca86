import { signature } from '../../../arguments/signature.js';
import { pyJson } from './json.js';
import { ValueError } from '../../../values/errors.js';
import { floats, make_np, type ArrayData } from '../arrays.js';
import { DataType, shapeOf, type SummaryDict, type SummaryValue } from '../messages.js';
import { encoded } from '../proto.js';

/** What a tensor of a mesh is, by the numbers of TensorBoard's plugin. */
const contents = { VERTEX: 1, FACE: 2, COLOR: 3 } as const;

function part(
  tag: string, data: ArrayData, content: keyof typeof contents, components: number, json_config: string,
  display_name: string | null, description: string | null,
): SummaryValue {
  const array = make_np(data);
  const sizes = [...array.shape];
  if (sizes.length !== 3) {
    throw new ValueError(`Tensor shape should be of shape BxNx3, but got torch.Size([${sizes.join(', ')}]).`);
  }
  const plugin = encoded('MeshPluginData', {
    version: 0, name: tag, content_type: contents[content], components, shape: sizes, json_config,
  });
  return {
    tag: `${tag}_${content}`,
    tensor: { dtype: DataType.DT_FLOAT, float_val: [...floats(array)], tensor_shape: shapeOf(sizes) },
    metadata: {
      plugin_data: { plugin_name: 'mesh', content: plugin }, display_name: display_name ?? '',
      summary_description: description ?? '',
    },
  };
}

/**
 * Meshes, or points in space (`torch.utils.tensorboard.summary.mesh`): vertices, and where given colours and faces, of
 * (B, N, 3) each. Throws a ValueError for another number of dimensions.
 */
export const mesh = signature(`mesh(tag: str, vertices: ArrayData, colors: ArrayData | None, faces: ArrayData | None,
    config_dict: dict[str, Any] | None, display_name: str = None, description: str = None) -> SummaryDict`).define(
  (tag, vertices, colors, faces, config_dict, display_name, description): SummaryDict => {
    const config = config_dict === null ? '{}' : pyJson(config_dict);
    const all = [['VERTEX', vertices], ['FACE', faces], ['COLOR', colors]] as const;
    const given = all.filter(([, data]) => data !== null);
    const components = given.reduce((mask, [content]) => mask | (1 << contents[content]), 0);
    return {
      value: given.map(([content, data]) => part(tag, data!, content, components, config, display_name, description)),
    };
  });
