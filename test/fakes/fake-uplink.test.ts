import { describe } from '@jest/globals';
import { uplinkContract } from '../contract/uplink.ts';
import { createFakeUplink } from './fake-uplink.ts';

describe('the fake uplink', () => {
  uplinkContract(async () => {
    const uplink = createFakeUplink();
    return {
      uplink,
      heard: () => uplink.published,
      say: async (kind, payload) => uplink.say(kind, payload),
      brokerAway: async () => uplink.drop('away'),
      brokerBack: async () => uplink.connect(),
      end: async () => undefined,
    };
  });
});
