/* Importing a programme: put the table in, look what it means, import it whole. Nothing is stored before the last step. */
import { computed, ref, shallowRef, watch } from 'vue'
import { api } from '../../app/api/client'
import type { TableFinding, TableLook } from '../../app/api/shapes'
import { useDraft } from '../../app/drafts'
import { useSubmit } from '../../app/form'
import { upload } from '../../app/upload'
import { uuid } from '../../app/uuid'
import { tableText } from './pasting'

const EMPTY = { text: '', title: '', year: '', day: '', host: '' }

export function useProgrammeImport() {
  const { values: form, clear } = useDraft('programme', EMPTY)
  const look = shallowRef<TableLook>() // of the table as it stands in the form
  const done = shallowRef<TableLook>()
  const notes = shallowRef<TableFinding[]>([]) // what reading the file had to say
  const reading = ref(false)
  const clients = new Map<string, string>() // one id a table: a lost answer is asked for again, not doubled

  const body = () => ({
    text: form.text,
    title: form.title.trim(),
    year: form.year.trim() ? Number(form.year) : null,
    day: form.day || null,
    host: form.host.trim(),
  })
  watch(() => ({ ...form }), () => { look.value = undefined })

  const looking = useSubmit(async () => {
    const asked = JSON.stringify(body())
    const found = await api.post('/programmes/preview', { body: body() })
    if (asked === JSON.stringify(body())) look.value = found
  })

  const storing = useSubmit(async () => {
    const asked = JSON.stringify(body())
    clients.set(asked, clients.get(asked) ?? uuid())
    done.value = await api.put('/programmes/imports/{client_id}', { path: { client_id: clients.get(asked)! }, body: body() })
    clear()
    notes.value = []
  })

  const uploading = useSubmit(async () => {
    const chosen = file.value
    if (!chosen) return
    reading.value = true
    try {
      const read = await upload<{ text: string, findings: TableFinding[] }>('/programmes/file', chosen)
      form.text = read.text
      notes.value = read.findings
    } finally {
      reading.value = false
    }
    await looking.submit()
  })
  const file = shallowRef<File>()

  function choose(chosen: File | undefined) {
    if (!chosen) return
    file.value = chosen
    look.value = undefined
    uploading.submit()
  }

  /** A table from a web page, Word or Excel; other text is pasted as the browser does it. */
  function paste(event: ClipboardEvent) {
    const html = event.clipboardData?.getData('text/html')
    const text = html && tableText(html)
    if (!text) return
    event.preventDefault()
    form.text = text
    notes.value = []
  }

  function again() {
    done.value = look.value = file.value = undefined
  }

  const findings = computed(() => look.value ? [...notes.value, ...look.value.findings] : notes.value)
  const ready = computed(() => !!look.value && !look.value.errors && look.value.counts.new + look.value.counts.changed > 0)
  const failure = computed(() => storing.failure.value ?? uploading.failure.value ?? looking.failure.value)
  const busy = computed(() => looking.busy.value || storing.busy.value || uploading.busy.value)
  return { form, look, done, file, findings, reading, ready, busy, failure, errors: looking.errors, choose, paste, again, check: looking.submit, store: storing.submit, storing: storing.busy }
}
