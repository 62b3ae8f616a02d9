import { chromium } from '@playwright/test'
const b = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox','--disable-gpu','--disable-quic','--disable-background-networking','--disable-component-update','--disable-sync'] })
import { readFileSync } from 'node:fs'
const tok = readFileSync('/tmp/jar','utf8').split('\n').find(l=>l.includes('session-token')).split('\t').pop().trim()
const shots = process.argv.slice(2)
for (const s of shots) {
  const [name, path, mode='light', size='desk', act=''] = s.split('|')
  const c = await b.newContext({ viewport: size==='phone'?{width:390,height:844}:{width:1360,height:900}, colorScheme: mode, reducedMotion:'reduce' })
  await c.addCookies([{name:'next-auth.session-token', value: tok, url:'http://127.0.0.1:3100', httpOnly:true, sameSite:'Lax'}])
  const p = await c.newPage()
  p.on('console', m => m.type()==='error' && console.log(name, 'console:', m.text().slice(0,200)))
  await p.goto('http://127.0.0.1:3100'+path, {waitUntil:'networkidle'})
  if (act) { const loc = act.startsWith('text=')? p.getByRole('button',{name:act.slice(5)}).first(): p.locator(act).first(); await loc.click(); await p.waitForLoadState('networkidle') }
  await p.screenshot({ path: `/tmp/shots/${name}.png` })
  await c.close()
}
await b.close()
