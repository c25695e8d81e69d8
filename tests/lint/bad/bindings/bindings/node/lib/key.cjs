/* SPDX-License-Identifier: Apache-2.0 */
/* mohur_missed is said in a comment alone, and */
const text = 'mohur_missed in a string';
ask(F.mohur_called, text);
