import type { FieldMap, MappedField } from './field-map.ts';
import type { FrappeTarget } from './frappe-settings.ts';

const field = (theirs: string, is: MappedField['is'], text = ''): MappedField => ({
  theirs,
  is,
  text,
});

/** What a preset stands for. */
export function mapOf(target: FrappeTarget): FieldMap {
  switch (target.preset) {
    case 'employeeCheckin':
      return {
        doctype: 'Employee Checkin',
        lookUp: { doctype: 'Employee', by: target.by, is: target.is },
        fields: [
          field('employee', 'found', 'name'),
          field('log_type', 'direction'),
          field('time', 'time'),
          field('device_id', 'device'),
        ],
      };
    case 'historyOfPassage':
      return {
        doctype: 'History Of Passage',
        lookUp: { doctype: 'Allocation Of Badge', by: 'rfid', is: 'cardByBytes' },
        fields: [
          field('user', 'found', 'user'),
          field('customer', 'found', 'customer'),
          field('rfid', 'cardByBytes'),
          field('date', 'time'),
          field('type', 'directionWord'),
        ],
      };
    case 'own':
      return target;
  }
}
