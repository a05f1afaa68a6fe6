/**
 * The readers of this folder against the types made from the server's OpenAPI file (`npm run wire`): each asks only
 * for what the server promises. The comparison is the compiler's (`npm run check`).
 */
import { expectTypeOf, test } from 'vitest';
import type { components } from './generated/api';
import type * as office from './office';
import type * as printing from './printing';
import type * as till from './till';

type Server = components['schemas'];

test('the till reads what the server promises', () => {
  expectTypeOf<keyof till.Enrolment>().toExtend<keyof Server['Enrolled']>();
  expectTypeOf<keyof till.Enrolment['register']>().toExtend<keyof Server['RegisterEnrolled']>();
  expectTypeOf<keyof till.Location>().toExtend<keyof Server['LocationEnrolled']>();
  expectTypeOf<keyof till.Business>().toExtend<keyof Server['BusinessEnrolled']>();
  expectTypeOf<keyof till.Changes>().toExtend<keyof Server['Changes']>();
  expectTypeOf<keyof till.Change>().toExtend<keyof Server['ChangeOut']>();
  expectTypeOf<keyof till.Heartbeat>().toExtend<keyof Server['HeartbeatAnswer']>();
  expectTypeOf<keyof till.DocumentAnswer>().toExtend<keyof Server['AnswerOut']>();
  expectTypeOf<keyof till.Fetched>().toExtend<keyof Server['DocumentOut']>();
});

test('the office reads what the server promises', () => {
  expectTypeOf<keyof office.Session>().toExtend<keyof Server['SessionShown']>();
  expectTypeOf<keyof office.Today>().toExtend<keyof Server['Today']>();
  expectTypeOf<keyof office.Item>().toExtend<keyof Server['ItemShown']>();
  expectTypeOf<keyof office.Variant>().toExtend<keyof Server['VariantShown']>();
  expectTypeOf<keyof office.Category>().toExtend<keyof Server['CategoryShown']>();
  expectTypeOf<keyof office.Tax>().toExtend<keyof Server['TaxShown']>();
  expectTypeOf<keyof office.SaleRow>().toExtend<keyof Server['SaleRow']>();
  expectTypeOf<keyof office.TrialBalance>().toExtend<keyof Server['TrialBalance']>();
  expectTypeOf<keyof office.BalanceRow>().toExtend<keyof Server['TrialBalanceRow']>();
  expectTypeOf<keyof office.Person>().toExtend<keyof Server['PersonShown']>();
  expectTypeOf<keyof office.Location>().toExtend<keyof Server['LocationShown']>();
  expectTypeOf<keyof office.Register>().toExtend<keyof Server['RegisterShown']>();
  expectTypeOf<keyof office.EnrolmentCode>().toExtend<keyof Server['EnrolmentCodeShown']>();
});

test('both read of printing what the server promises', () => {
  expectTypeOf<keyof printing.Printer>().toExtend<keyof Server['PrinterShown']>();
  expectTypeOf<keyof printing.PrintJob>().toExtend<keyof Server['JobShown']>();
});
