import { mesh } from './mesh';

mesh().synth();
