/* SPDX-License-Identifier: Apache-2.0 */
export * from './index.js';
import mohur = require('./index.js');
export default mohur;
