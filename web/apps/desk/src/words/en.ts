import server from '@shared/api/words.en.json'
import desk from './desk.en.json'
import forms from './forms.en.json'

export default { ...server, ...desk, ...forms }
