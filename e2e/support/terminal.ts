import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, expect, type BrowserContext, type Locator, type Page } from '@playwright/test';
import { picture, watch } from '../pictures/camera.ts';
import { countTaps } from './taps.ts';

/** One tablet: a Chromium profile of its own, driven the way a clerk does, in Chinese. */

const ARGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export interface Clerk {
  readonly employeeNo: string;
  readonly name: string;
  readonly pin: string;
}
export const PASSWORD = 'yizhan-demo-2026';
export const OUTLET = '41272801';
export const CHIEF: Clerk = { employeeNo: '41201900101', name: '王秀英', pin: '200101' };
export const TELLER: Clerk = { employeeNo: '41201900102', name: '李建国', pin: '200102' };
export const TELLER_2: Clerk = { employeeNo: '41201900103', name: '张海燕', pin: '200103' };
export const MANAGER: Clerk = { employeeNo: '41201900104', name: '赵广义', pin: '200104' };

export class Terminal {
  taps = 0;
  private constructor(
    readonly profile: string,
    private readonly url: string,
    public context: BrowserContext,
    public page: Page,
  ) {}

  static async open(
    url: string,
    options: { readonly profile?: string; readonly width?: number; readonly height?: number } = {},
  ): Promise<Terminal> {
    const profile = options.profile ?? mkdtempSync(join(tmpdir(), 'yizhan-tablet-'));
    const context = await launch(profile, options.width ?? 1280, options.height ?? 800);
    context.setDefaultTimeout(20_000);
    const page = context.pages()[0] ?? (await context.newPage());
    const session = await context.newCDPSession(page);
    // As an installed app would be: the browser may not evict the vault.
    await session.send('Browser.grantPermissions', { origin: url, permissions: ['durableStorage'] });
    page.on('pageerror', (error) => console.error('page error:', error.message));
    page.on('console', (message) => message.type() === 'error' && console.error('console:', message.text()));
    await watch(page);
    await page.goto(url);
    return new Terminal(profile, url, context, page);
  }

  /** The same profile in a new browser: what a restart of the tablet leaves. */
  async reopen(): Promise<Terminal> {
    return Terminal.open(this.url, { profile: this.profile });
  }

  async close(): Promise<void> {
    await picture(this.page);
    await this.context.close();
  }

  async discard(): Promise<void> {
    await picture(this.page);
    await this.context.close().catch(() => undefined);
    rmSync(this.profile, { recursive: true, force: true });
  }

  private async tap(target: Locator): Promise<void> {
    this.taps += 1;
    await target.click();
  }

  /** Taps `work` takes on the glass. */
  tapsOf(work: () => Promise<void>): Promise<number> {
    return countTaps(this.page, work);
  }

  button(name: string | RegExp): Locator {
    return this.page.getByRole('button', { name }).first();
  }

  /** Waits until the service worker controls the page: from here on the tablet opens without a network. */
  async ready(): Promise<void> {
    await this.page.waitForFunction(() => navigator.serviceWorker.controller !== null);
  }

  async enrol(code: string, clerk: Clerk): Promise<void> {
    await this.page.locator('#code').fill(code);
    await this.page.locator('#employee').fill(clerk.employeeNo);
    await this.page.locator('#password').fill(PASSWORD);
    await this.button('登记这台平板').click();
    await expect(this.page.locator('#code')).toHaveCount(0, { timeout: 60_000 });
  }

  async signOn(clerk: Clerk, witness: Clerk | null = null, password = PASSWORD): Promise<void> {
    const page = this.page;
    await expect(page.locator('.clerks')).toBeVisible({ timeout: 30_000 });
    const known = page.getByTestId('clerk').filter({ hasText: clerk.name });
    if ((await known.count()) > 0) await known.first().click();
    else {
      await page.getByRole('button', { name: /其他柜员/ }).click();
      await page.locator('#employee').fill(clerk.employeeNo);
    }
    if (witness !== null) {
      await expect(page.getByTestId('witness-pin')).toBeVisible();
      const field = page.getByPlaceholder('工号');
      if (await field.isVisible()) await field.fill(witness.employeeNo);
      else await page.getByRole('button', { name: witness.name, exact: true }).click();
      await page.getByTestId('witness-pin').fill(witness.pin);
    }
    await page.locator('#password').fill(password);
    await page.locator('form button.pri').click();
    await expect(page.getByTestId('act-deposit')).toBeVisible({ timeout: 60_000 });
  }

  /** Waits until the branch is here: the bar tells a fresh data time. */
  async loaded(): Promise<void> {
    await expect(this.page.locator('header.bar')).toContainText('刚刚', { timeout: 120_000 });
  }

  /** A new tablet of the demo's outlet, up to its first customer: the teller signed on, the branch here, till 01 with ¥50,000. */
  async toCounter(code: string): Promise<void> {
    await this.enrol(code, TELLER);
    await this.signOn(TELLER, CHIEF);
    await this.loaded();
    await this.takeTill('01', 500, CHIEF);
  }

  /** Fills in the first line of an open count sheet: so many hundreds. */
  async keyCount(hundreds: number): Promise<void> {
    for (const digit of String(hundreds))
      await this.page.locator('.short-keys').getByRole('button', { name: digit, exact: true }).click();
  }

  /** Counts hundreds and takes the till; the chief teller witnesses. */
  async takeTill(till: string, hundreds: number, witness: Clerk): Promise<void> {
    const page = this.page;
    await this.menu('尾箱');
    await page
      .getByTestId('till')
      .filter({ hasText: `尾箱 ${till}` })
      .click();
    await this.keyCount(hundreds);
    await page.getByTestId('hand-in').click();
    await this.approve(witness);
    await expect(page.getByTestId('till-cash')).toBeVisible();
  }

  /** Counts the own till blind, in hundreds, and hands the count in. */
  async countTill(hundreds: number): Promise<void> {
    const page = this.page;
    await this.menu('尾箱');
    await page.getByTestId('balance').click();
    await this.keyCount(hundreds);
    await page.getByTestId('count-submit').click();
    await expect(page.getByTestId('compared')).toBeVisible();
  }

  /** Leaves the seat to another clerk of this tablet. */
  async switchTo(clerk: Clerk): Promise<void> {
    const lock = this.page.locator('header.bar').getByRole('button', { name: '锁屏' });
    if (await lock.isVisible()) {
      await lock.click();
      await this.page.getByRole('button', { name: '其他柜员' }).click();
    }
    await this.signOn(clerk);
  }

  async signOff(): Promise<void> {
    await this.menu('更多');
    await this.page.getByRole('button', { name: '正式签退' }).click();
    await expect(this.page.locator('.clerks')).toBeVisible({ timeout: 30_000 });
  }

  /** Second person: chooses the name where the page proposes another, types the PIN, confirms. */
  async approve(clerk: Clerk): Promise<void> {
    const dialog = this.page.locator('dialog[open]');
    await expect(dialog).toBeVisible();
    const pick = dialog.getByRole('button', { name: new RegExp(clerk.name) });
    const proposed = (await pick.count()) === 0 || (await pick.first().getAttribute('aria-pressed')) === 'true';
    if (!proposed) await this.tap(pick.first());
    await dialog.locator('#secret').fill(clerk.pin);
    await this.tap(dialog.locator('button.pri'));
    await expect(dialog).toHaveCount(0, { timeout: 30_000 });
  }

  async find(query: string): Promise<void> {
    await this.page.locator('.find input').fill(query);
    await this.tap(this.page.getByTestId('hit').first());
  }

  async keyAmount(yuan: string): Promise<void> {
    for (const key of yuan) await this.page.locator('.keys').getByRole('button', { name: key, exact: true }).click();
  }

  /** The customer's signature on the page turned to them. */
  async sign(): Promise<void> {
    await picture(this.page);
    const box = await this.page.locator('.sign canvas').boundingBox();
    if (box === null) throw new Error('no signature pad');
    await this.page.mouse.move(box.x + 40, box.y + 60);
    await this.page.mouse.down();
    await this.page.mouse.move(box.x + 160, box.y + 110, { steps: 5 });
    await this.page.mouse.up();
  }

  /** From the home page to the done page. Returns the taps it took. */
  async deposit(query: string, yuan: string): Promise<number> {
    this.taps = 0;
    await this.tap(this.page.getByTestId('act-deposit'));
    await this.find(query);
    await this.finishDeposit(yuan);
    return this.taps;
  }

  /** From the amount page of a deposit to the customer's signature under it. */
  async confirmDeposit(yuan: string): Promise<void> {
    await this.keyAmount(yuan);
    await this.tap(this.page.locator('.keys .go'));
    await this.sign();
    await this.tap(this.page.locator('.facing-right'));
  }

  /** From the amount page of a deposit to the done page. */
  async finishDeposit(yuan: string): Promise<void> {
    await this.confirmDeposit(yuan);
    await expect(this.page.locator('.done-card')).toBeVisible({ timeout: 30_000 });
  }

  /** Cash for an account of which nothing but the number is known, from the home page to the done page. */
  async depositByNumber(accountNo: string, yuan: string): Promise<void> {
    await this.page.getByTestId('act-deposit').click();
    await this.page.getByRole('button', { name: /按账号存款/ }).click();
    await this.page.locator('#account-no').fill(accountNo);
    await this.page.locator('#account-no').blur();
    await this.finishDeposit(yuan);
  }

  /** A transfer to somebody else's account of this outlet, from the home page: payee named, fraud warned of, the amount keyed. */
  async keyTransfer(
    from: { readonly initials: string; readonly last4: string },
    to: { readonly no: string; readonly name: string },
    yuan: string,
  ): Promise<void> {
    const { page } = this;
    await this.find(from.initials);
    await page.getByRole('button', { name: '转账给他人' }).click();
    await page.getByTestId('payee-id').fill(from.last4);
    await page.locator('#payee-no').fill(to.no);
    await page.locator('#payee-name').fill(to.name);
    await expect(page.locator('aside')).toContainText('收款账户户名');
    await page.getByRole('button', { name: '货款' }).click();
    await page.getByRole('checkbox', { name: /已提醒防诈骗/ }).click();
    await this.keyAmount(yuan);
  }

  /** A bill, from whatever page is open: the biller chosen, the payer's number and the amount keyed. */
  async keyBill(biller: string, payerNo: string, yuan: string): Promise<void> {
    const { page } = this;
    await this.menu('更多');
    await page.getByTestId('agency').click();
    await page.getByTestId('biller').filter({ hasText: biller }).click();
    await page.locator('#agency-payer').fill(payerNo);
    await this.keyAmount(yuan);
  }

  /** As a disk with no more than `bytes` for this site would be; null = as it is. */
  async limitStorage(bytes: number | null): Promise<void> {
    const session = await this.context.newCDPSession(this.page);
    const origin = new URL(this.url).origin;
    await session.send('Storage.overrideQuotaForOrigin', bytes === null ? { origin } : { origin, quotaSize: bytes });
  }

  /** Amount page of a withdrawal, before anything is checked. */
  async withdrawAmount(query: string, yuan: string): Promise<void> {
    this.taps = 0;
    await this.tap(this.page.getByTestId('act-withdraw'));
    await this.find(query);
    await this.keyAmount(yuan);
  }

  /** Evidence, signature and, where asked, the second person; ends on the done or payout page. */
  async withdrawRest(last4: string, checker: Clerk | null): Promise<number> {
    const page = this.page;
    await this.tap(page.locator('.keys .go'));
    await expect(page.getByTestId('id-last4')).toBeVisible();
    for (const word of ['本人在柜台前', '在手上']) {
      const row = page.locator('.checks').getByText(word).first();
      if (await row.isVisible()) await this.tap(row);
    }
    await page.getByTestId('id-last4').fill(last4);
    await this.tap(page.getByRole('button', { name: '请客户核对并签名' }));
    await this.sign();
    await this.tap(page.locator('.facing-right'));
    if (checker !== null) await this.approve(checker);
    return this.taps;
  }

  /** 通存通兑 from the home page: the account of another outlet is found, the amount keyed. */
  async elsewhere(way: 'deposit' | 'withdraw', accountNo: string, yuan: string): Promise<void> {
    await this.tap(this.page.getByTestId(`act-${way}`));
    await this.tap(this.page.getByTestId('elsewhere'));
    await this.page.locator('#elsewhere-no').fill(accountNo);
    await expect(this.page.getByTestId('elsewhere-holder')).toBeVisible();
    await this.keyAmount(yuan);
  }

  /** The deposit of an account of another outlet, from its amount to the done page. */
  async bringElsewhere(): Promise<void> {
    await this.tap(this.page.locator('.keys .go'));
    await this.sign();
    await this.tap(this.page.locator('.facing-right'));
    await expect(this.page.locator('.done-card')).toBeVisible({ timeout: 30_000 });
  }

  /** Holder and paper seen; the question goes to the home outlet. */
  async askHome(last4: string): Promise<void> {
    await this.tap(this.page.locator('.checks .check').first());
    await this.page.getByTestId('elsewhere-id').fill(last4);
    await this.tap(this.page.locator('.keys .go'));
  }

  /** The home outlet has agreed: the customer signs, the cash goes out, the clerk says so. */
  async payElsewhere(): Promise<void> {
    await this.tap(this.page.getByTestId('deal-sign'));
    await this.sign();
    await this.tap(this.page.locator('.facing-right'));
    await this.tap(this.page.getByTestId('deal-paid'));
    await expect(this.page.locator('.done-card')).toBeVisible({ timeout: 30_000 });
  }

  /** Oral loss of the first medium by three facts: last four of ID and phone, and the name. Returns the taps it took. */
  async reportLoss(query: string, last4: string, phoneLast4: string): Promise<number> {
    this.taps = 0;
    await this.tap(this.page.getByTestId('act-loss'));
    await this.find(query);
    await this.page.getByTestId('loss-id').fill(last4);
    await this.page.getByTestId('loss-phone').fill(phoneLast4);
    await this.tap(this.page.locator('.checks').getByText('姓名说对了'));
    await this.tap(this.page.getByRole('button', { name: '确认挂失，立即止付' }));
    await expect(this.page.locator('.done-card')).toBeVisible({ timeout: 30_000 });
    return this.taps;
  }

  /** Leaves whatever page is open the way a clerk would. */
  async home(): Promise<void> {
    const { page } = this;
    for (let step = 0; step < 6 && !(await page.getByTestId('act-deposit').isVisible()); step++) {
      const way = page.locator('.rail :text("柜台"), footer .btn.pri, .facing-wrong, button.back').first();
      await way.click();
      await page.waitForTimeout(100);
    }
    await expect(page.getByTestId('act-deposit')).toBeVisible();
  }

  /** One of the pages of the menu: 柜台 流水 尾箱 同步 更多. */
  async menu(word: string): Promise<void> {
    await this.home();
    await this.page.locator('.rail').getByText(word).click();
  }
}

function launch(profile: string, width: number, height: number): Promise<BrowserContext> {
  return chromium.launchPersistentContext(profile, {
    executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
    args: ARGS,
    headless: true,
    viewport: { width, height },
    locale: 'zh-CN',
    timezoneId: 'Asia/Shanghai',
  });
}
